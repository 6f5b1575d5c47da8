/** IAM answers with policy documents in URL encoding. */
export function documentOf(encoded: string | undefined): string | undefined {
  return encoded === undefined ? undefined : decodeURIComponent(encoded);
}
