import { programPath } from "./service-unit.ts";

/**
 * Installs the runtime and fetches the program, where they are not there yet, and starts the service. It may be interrupted
 * anywhere and run again. The AWS CLI and its way to the instance's role are part of the image.
 */
export const installScript = String.raw`#!/bin/bash
# usage: tandem-install <bucket> <key> <version> <region>
set -euo pipefail

bucket=$1
key=$2
version=$3
region=$4
program=${programPath}
folder=$(dirname "$program")

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

if ! rpm --quiet --query nodejs24; then
  persist dnf install --assumeyes --quiet --setopt=install_weak_deps=False nodejs24
fi

if [[ ! -f $program || $(cat "$folder/version" 2>/dev/null) != "$version" ]]; then
  install --directory --mode=0755 "$folder"
  persist aws s3api get-object --region "$region" --bucket "$bucket" --key "$key" --version-id "$version" "$program.new"
  chmod 0644 "$program.new"
  mv --force "$program.new" "$program"
  echo "$version" >"$folder/version"
fi

systemctl daemon-reload
systemctl enable --now tandem.service
`;
