/** Key, after `tandem:`, of the encrypted configuration value of the stacks that make the database with its first password. */
export const databasePasswordKey = "databasePassword";

/** The layers that have it: the secret is made in one, the first cluster in the other. */
export const databasePasswordLayers: readonly string[] = ["global/foundation", "primary-region"];
