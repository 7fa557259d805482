import type { Condition } from "./read.ts";

/**
 * System parameters that hold a credential and whose name does not say so. Parameters are rows: one that a
 * version or a module does not have is simply not there.
 */
const keys = [
  "base_geolocalize.google_map_api_key",
  "cloud_storage_google_account_info",
  "google_drive_refresh_token",
  "mail.sfu_server_key",
  "mail.web_push_vapid_private_key",
  "unsplash.access_key",
];

/** Endings of the names under which modules keep credentials, custom modules among them. */
const endings = [
  "secret",
  "secret_key",
  "private_key",
  "api_key",
  "apikey",
  "access_token",
  "auth_token",
  "account_token",
  "client_token",
  "refresh_token",
  "password",
  "passwd",
];

// `auth_signup.reset_password` says whether people may: a switch is no credential, whatever its name.
const switches = ["True", "False", "true", "false", "1", "0"];

/** The parameters whose value is a credential. `database.secret` is who the database is: not meant here. */
export const isSecretParameter: Condition = {
  all: [
    { field: "key", op: "!=", value: "database.secret" },
    { field: "value", op: "not in", value: switches },
    {
      any: [
        { field: "key", op: "in", value: keys },
        ...endings.map((value) => ({ field: "key", op: "ends with", value }) as const),
      ],
    },
  ],
};
