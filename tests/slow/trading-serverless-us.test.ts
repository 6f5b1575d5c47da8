import { itWorksAsItsSheetSays } from "./profile.ts";

itWorksAsItsSheetSays({ profile: "trading-serverless-us", scenarios: ["planned", "primary-dark"] });
