/**
 * The compact presentation of RFC 9901, section 4: the issuer-signed JWT and the chosen disclosures, `~` after each.
 * Which disclosures a viewer may have is decided in `show.ts`, and nowhere else.
 */
export function present(jwt: string, disclosures: readonly string[]): string {
  return `${[jwt, ...disclosures].join('~')}~`;
}
