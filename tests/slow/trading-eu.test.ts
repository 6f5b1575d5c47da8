import { itWorksAsItsSheetSays } from "./profile.ts";

itWorksAsItsSheetSays({
  profile: "trading-eu",
  scenarios: ["planned", "old-primary-with-tail"],
  // The standby is minimal: what it needs to take over, and no more of what runs.
  standing: {
    instances: [3, 1],
    "instances stopped in the warm pool": [2, 2],
    "database instances": [2, 1],
    "NAT gateways": [3, 3],
    "public addresses": [3, 3],
    "load balancers": [1, 1],
  },
});
