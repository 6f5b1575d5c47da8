"""
Read by the emulator's Python as it starts, before MiniStack is.

MiniStack 1.5.33 authorizes what RDS is asked on `*` where the request names neither an instance nor a cluster of one region,
so that no policy that names a global cluster, or all instances of an account, allows anything. AWS authorizes it on these
resources. Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon RDS".

It authorizes calls about a log stream on the log group's ARN without an end, so that a policy that names the group's streams,
`<group>:*`, as AWS asks for, allows nothing. AWS authorizes them on the stream. Source: Service Authorization Reference,
"Actions, resources, and condition keys for Amazon CloudWatch Logs".
"""

try:
    from ministack.core import iam_actions
except ImportError:
    iam_actions = None


def _named(query, parameter):
    value = query.get(parameter)
    if isinstance(value, (list, tuple)):
        value = value[0] if value else None
    return value or None


def _rds_resource(action, query, region, account):
    """The resource of a call that MiniStack knows none of; None for every other call."""
    in_region = f"arn:aws:rds:{region}:{account}"
    global_cluster = _named(query, "GlobalClusterIdentifier")
    if action in ("DescribeGlobalClusters", "FailoverGlobalCluster", "SwitchoverGlobalCluster"):
        return f"arn:aws:rds::{account}:global-cluster:{global_cluster or '*'}"
    if action == "DescribeDBInstances" and not _named(query, "DBInstanceIdentifier"):
        return f"{in_region}:db:*"
    if action == "DescribeDBClusters" and not _named(query, "DBClusterIdentifier"):
        return f"{in_region}:cluster:*"
    if action == "DescribeDBClusterSnapshots" and not _named(query, "DBClusterIdentifier"):
        return f"{in_region}:cluster-snapshot:{_named(query, 'DBClusterSnapshotIdentifier') or '*'}"
    if action == "DeleteDBClusterSnapshot":
        return f"{in_region}:cluster-snapshot:{_named(query, 'DBClusterSnapshotIdentifier')}"
    if action == "CopyDBClusterSnapshot":
        return f"{in_region}:cluster-snapshot:{_named(query, 'TargetDBClusterSnapshotIdentifier')}"
    return None


def _log_stream(body, region, account):
    """The stream that a call is about; None for a call about none."""
    group = iam_actions._safe_json_field(body, "logGroupName")
    stream = iam_actions._safe_json_field(body, "logStreamName")
    return f"arn:aws:logs:{region}:{account}:log-group:{group}:log-stream:{stream}" if group and stream else None


def _with_resources(extract):
    def extract_resource_arn(service, method, path, headers, body, query_params, region, account_id):
        if service == "logs":
            stream = _log_stream(body, region, account_id)
            if stream is not None:
                return stream
        if service == "rds":
            found = _rds_resource(_named(query_params, "Action"), query_params, region, account_id)
            if found is not None:
                return found
        return extract(service, method, path, headers, body, query_params, region, account_id)

    return extract_resource_arn


if iam_actions is not None:
    iam_actions.extract_resource_arn = _with_resources(iam_actions.extract_resource_arn)
