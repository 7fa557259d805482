import { checked } from "./fields.ts";

// Real people read mail there, so calling them safe would hide exactly what masking must remove.
const publicMailDomains = new Set([
  "aol.com",
  "gmail.com",
  "gmx.com",
  "googlemail.com",
  "hotmail.com",
  "icloud.com",
  "live.com",
  "outlook.com",
  "proton.me",
  "yahoo.com",
]);

const domainPattern = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]*[a-z][a-z0-9-]*$/;

export const safeEmailDomain = () =>
  checked((text) => {
    if (!domainPattern.test(text)) {
      return "expected a domain in small letters such as mail.example.com, without `@` or `*`";
    }
    return publicMailDomains.has(text)
      ? `real people have mailboxes at ${text}: it is not safe`
      : undefined;
  });

// Below four digits lies a whole country (`+1`, `+49`, `+352`) and nothing masked.
export const safePhonePrefix = () =>
  checked((text) =>
    /^\+[1-9]\d{3,14}$/.test(text)
      ? undefined
      : "expected `+` and 4 to 15 digits such as +1202555: fewer would call a whole country safe",
  );

const columnPattern = /^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*\.([a-z_][a-z0-9_]*|\*)$/;

/** `res.partner.ref`, or `x_member.*` for every column of a model. */
export const columnName = () =>
  checked((text) =>
    columnPattern.test(text)
      ? undefined
      : "expected a model and one of its columns such as res.partner.ref, or all of them as x_member.*",
  );
