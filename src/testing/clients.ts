import { senderTag } from '#parties/places.ts';

/** An address that is told apart from this one: of so few tags two addresses may have the same. */
export function clientBeside(other: string): string {
  const addresses = Array.from({ length: 250 }, (_, at) => `192.0.2.${at + 1}`);
  return addresses.find((one) => senderTag(one) !== senderTag(other))!;
}
