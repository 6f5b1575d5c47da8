/** Health-check metrics exist in us-east-1 only, and with them their alarms. */
export const route53MetricsRegion = "us-east-1";
