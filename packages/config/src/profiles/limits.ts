/** What AWS gives no profile that asks for it; each says what was asked for, and what holds in its place. */

export const documentsBehind =
  "RPO below one minute: not for documents. S3 copies most objects within seconds and promises 99.9 % of them within " +
  "15 minutes, which is the only time that replication time control takes.";

export const itemsBehind =
  "RPO below one minute: as a rule DynamoDB copies an item to the other region within about a second; AWS promises no time.";

export const plainHttp =
  "Encryption in transit: clients and health checks ask the load balancers by plain HTTP until the domain is delegated, and " +
  "in the domain mode none for good: there is no certificate for a name that nobody can validate.";
