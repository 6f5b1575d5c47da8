import { itWorksAsItsSheetSays } from "./profile.ts";

itWorksAsItsSheetSays({ profile: "transactions-us", scenarios: ["planned", "old-primary-with-tail"] });
