import { z } from "zod";
import { accessDefaults, type Policy } from "../model/environment.ts";
import type { Tier } from "../model/outcome.ts";

export const accessPolicy = z
  .strictObject({
    try_default_credentials: z
      .boolean()
      .optional()
      .describe(
        "Consent to try default and guessable credentials, a dozen attempts per audit at most. For production it counts only where production itself says so.",
      ),
    dormant_days: z
      .int()
      .min(1)
      .max(3650)
      .optional()
      .describe("Days without a login after which a privileged user is dormant. Default: 90."),
    api_key_max_age_days: z
      .int()
      .min(1)
      .max(3650)
      .optional()
      .describe("Days after which an API key is too old. Default: 365."),
  })
  .describe("Who can get in.");
type AccessInput = z.infer<typeof accessPolicy> | undefined;

/** The environment's own rules of access over the defaults'. */
export function mergeAccess(defaults: AccessInput, own: AccessInput, tier: Tier): Policy["access"] {
  const rules = { ...defaults, ...own };
  // Consent of the defaults is for copies: nobody tries passwords on production by accident.
  const consent = tier === "production" ? own : rules;
  return {
    tryDefaultCredentials: consent?.try_default_credentials ?? false,
    dormantDays: rules.dormant_days ?? accessDefaults.dormantDays,
    apiKeyMaxAgeDays: rules.api_key_max_age_days ?? accessDefaults.apiKeyMaxAgeDays,
  };
}
