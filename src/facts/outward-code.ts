/** Python names by which code reaches other machines, as they stand in code: what is looked for, and shown. */
export const outwardNames = [
  "requests.",
  "urllib",
  "urlopen",
  "http.client",
  "httpx",
  "aiohttp",
  "smtplib",
  "socket",
  "ftplib",
  "paramiko",
  "xmlrpc",
  "jsonrpc",
  "zeep",
  "suds",
  "boto3",
] as const;

/** The names that the code holds. */
export const outwardNamesIn = (code: string): readonly string[] =>
  outwardNames.filter((name) => code.includes(name));
