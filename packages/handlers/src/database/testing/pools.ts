import { DatabaseError } from "pg";
import { memoryLog } from "../../transaction/fixtures.ts";
import type { Pool, Row, Statement } from "../database.ts";
import { createDatabase } from "../database.ts";

/** An error as the server says it, with its SQLSTATE. */
export function sqlError(code: string | undefined, message = `SQLSTATE ${code}`): DatabaseError {
  const error = new DatabaseError(message, 0, "error");
  if (code !== undefined) error.code = code;
  return error;
}

/** A database over pools that answer one thing after another: rows, or an error. What is not scripted is an error. */
export function scriptedDatabase(...answers: readonly (readonly Row[] | Error)[]) {
  const { log, lines } = memoryLog();
  const asked: Statement[] = [];
  const users: string[] = [];
  const ended: number[] = [];
  const seen = { forgotten: 0 };
  const addresses = { forgotten: 0 };
  const openPool = ({ username }: { readonly username: string }): Pool => {
    const nth = users.push(username);
    return {
      query: async (statement) => {
        const answer = answers[asked.push(statement) - 1];
        if (answer === undefined || answer instanceof Error) throw answer ?? new Error("not scripted");
        return answer;
      },
      end: async () => void ended.push(nth),
    };
  };
  const credentials = {
    read: async () => ({ username: `user${seen.forgotten}`, password: "p" }),
    forget: () => {
      seen.forgotten += 1;
    },
  };
  const forgetAddress = () => {
    addresses.forgotten += 1;
  };
  const database = createDatabase({ openPool, forgetAddress, credentials, log });
  return { database, asked, users, addresses, ended, lines };
}
