import { randomInt } from "node:crypto";
import { requireEnvironment } from "@tandem/config";
import type { EnvironmentConfig } from "@tandem/config";

/** The emulator's account. No AWS account has this number, so a rehearsal's programs refuse every real one. */
const EMULATOR_ACCOUNT = "000000000000";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const ID_LENGTH = 6;

/** A fresh environment of a profile, `rehearsal-<id>`, in the emulator's account. @throws ConfigError */
export function rehearsalConfig(profile: string | undefined): EnvironmentConfig {
  const id = Array.from({ length: ID_LENGTH }, () => LETTERS.charAt(randomInt(LETTERS.length))).join("");
  return requireEnvironment(
    {
      environment: `rehearsal-${id}`,
      profile,
      environmentSuffix: id,
      accountId: EMULATOR_ACCOUNT,
      domain: undefined,
      primaryRegion: undefined,
      standbyRegion: undefined,
      // A user, whose keys a check can make: the emulator takes the session of a role for another principal than the role.
      operatorArn: `arn:aws:iam::${EMULATOR_ACCOUNT}:user/payment-operator-${id}`,
    },
    (_, example) => `tandem rehearse ${example}`,
  );
}
