/**
 * A Python program that runs a command with a terminal of 80 columns as its standard input and error, and types an answer
 * whenever a question is read there. What is on the terminal goes to its own standard error.
 * Arguments: the question, the answer, the command.
 */
const ANSWER = `
import fcntl, os, pty, struct, subprocess, sys, termios
question, answer, command = sys.argv[1].encode(), sys.argv[2].encode(), sys.argv[3:]
master, slave = pty.openpty()
fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
child = subprocess.Popen(command, stdin=slave, stderr=slave)
os.close(slave)
unread = b""
while True:
    try:
        chunk = os.read(master, 65536)
    except OSError:
        break
    sys.stderr.buffer.write(chunk)
    sys.stderr.buffer.flush()
    unread += chunk
    if question in unread:
        unread = unread.split(question)[-1]
        os.write(master, answer + b"\\r")
sys.exit(child.wait())
`;

/** What a person at a terminal does. */
export interface Answer {
  /** What the question ends with. */
  readonly question: string;
  readonly answer: string;
}

/** The command by which another is run on a terminal of its own. */
export function onTerminal({ question, answer }: Answer, command: readonly string[]): readonly [string, ...string[]] {
  return ["python3", "-c", ANSWER, question, answer, ...command];
}
