/** Types of resources that hold what a second `up` does not bring back, and what is lost with each. */
export const statefulTypes: Readonly<Record<string, string>> = {
  "aws:backup/vault:Vault": "the recovery points in it",
  "aws:cloudwatch/logGroup:LogGroup": "the logs in it",
  "aws:dynamodb/table:Table": "the items in it",
  "aws:kms/key:Key": "everything that is encrypted with it",
  "aws:kms/replicaKey:ReplicaKey": "what is encrypted in its region",
  "aws:rds/cluster:Cluster": "the database's data in its region",
  "aws:rds/globalCluster:GlobalCluster": "the replication between the regions",
  "aws:route53/zone:Zone": "its name servers, and with them the delegation",
  "aws:s3/bucket:Bucket": "the objects in it",
  "aws:secretsmanager/secret:Secret": "its versions",
};
