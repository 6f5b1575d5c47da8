import { itWorksAsItsSheetSays } from "./profile.ts";

itWorksAsItsSheetSays({ profile: "trading-eu", scenarios: ["planned", "old-primary-with-tail"] });
