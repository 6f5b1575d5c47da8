import { renderUnit } from "./systemd-unit.ts";

/** What the program writes, on the instance. Its folder is made by the install script. */
export const serviceLogPath = "/var/log/tandem/service.log";

/** Where logrotate looks for what it rotates. */
export const rotationPath = "/etc/logrotate.d/tandem";

/** Adds to the timer of Amazon Linux's package `logrotate`, which rotates once a day. */
export const rotationTimerPath = "/etc/systemd/system/logrotate.timer.d/tandem.conf";

/**
 * Keeps 32 MB and what an hour adds, and the same of before. The program cannot be told to open its log anew, so the file is
 * emptied in place: it was opened to append, and the agent begins again at the start of a file that has become shorter. Lines
 * that are written while it is emptied may be lost. Source: logrotate(8), `copytruncate`; the agent's `logfile/tail`.
 */
export const rotation = `${serviceLogPath} {
  size 32M
  rotate 1
  copytruncate
  missingok
}
`;

/** Looks at the log's size each hour. */
export const rotationTimer = renderUnit({ Timer: { OnCalendar: "hourly" } });
