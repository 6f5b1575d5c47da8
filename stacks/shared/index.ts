import { program } from "./program.ts";

export default program;
