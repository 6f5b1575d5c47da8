import { agentConfigPath } from "./cloudwatch-agent.ts";
import { serviceLogPath } from "./service-log.ts";
import { authoritiesPath, environmentPath, programPath } from "./service-unit.ts";

/** Where AWS keeps the authorities of RDS of every region. Source: RDS, "Using SSL/TLS to encrypt a connection to a DB instance". */
const authoritiesUrl = "https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem";

/**
 * Installs the runtime and fetches the program, its variables and the authorities of RDS, where they are not there yet, and starts the
 * service. It may be interrupted anywhere and run again. The AWS CLI and its way to the instance's role are part of the image.
 *
 * What ships the log comes after that: a service without it serves. The agent reads the log from its beginning,
 * and at later boots from where it was.
 */
export const installScript = String.raw`#!/bin/bash
# usage: tandem-install <bucket> <region> <program's key> <version> <variables' key> <version>
set -euo pipefail

bucket=$1
region=$2
program=${programPath}
variables=${environmentPath}
authorities=${authoritiesPath}
log=${serviceLogPath}

# Runs a command until it succeeds: the network, and what it leads to, may come up later than the instance.
persist() {
  local attempt
  for attempt in 1 2 3 4 5 6 7 8 9 10; do
    if "$@"; then
      return 0
    fi
    echo "attempt $attempt failed: $1" >&2
    sleep 3
  done
  return 1
}

# Fetches one version of an object, unless it is there already.
fetch() {
  local key="$1" version="$2" file="$3" mode="$4"
  if [[ -f $file && $(cat "$file.version" 2>/dev/null) == "$version" ]]; then
    return 0
  fi
  persist aws s3api get-object --region "$region" --bucket "$bucket" --key "$key" --version-id "$version" "$file.new"
  chmod "$mode" "$file.new"
  mv --force "$file.new" "$file"
  echo "$version" >"$file.version"
}

if ! rpm --quiet --query nodejs24; then
  persist dnf install --assumeyes --quiet --setopt=install_weak_deps=False nodejs24
fi

install --directory --mode=0755 "$(dirname "$program")" "$(dirname "$variables")"
install --directory --mode=0750 "$(dirname "$log")"

if [[ ! -f $authorities ]]; then
  persist curl --fail --silent --show-error --location --max-time 20 --output "$authorities.new" ${authoritiesUrl}
  chmod 0644 "$authorities.new"
  mv --force "$authorities.new" "$authorities"
fi

fetch "$3" "$4" "$program" 0644
fetch "$5" "$6" "$variables" 0600

systemctl daemon-reload
systemctl enable --now tandem.service

if ! rpm --quiet --query amazon-cloudwatch-agent logrotate; then
  persist dnf install --assumeyes --quiet --setopt=install_weak_deps=False amazon-cloudwatch-agent logrotate
fi
systemctl enable logrotate.timer
systemctl restart logrotate.timer
/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c file:${agentConfigPath}
`;
