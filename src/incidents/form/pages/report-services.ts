import type { PeerFetch } from '#federation/fetch.ts';
import type { Rulebook } from '#obligations/regimes/load-regimes.ts';
import type { Printer } from '#print/printer.ts';
import type { PageServices } from '#site/services.ts';
import type { Keyring } from '#store/keyring.ts';

/** What the report flow stands on besides: whom the law asks to tell, the keys it seals to, who can be reached, print. */
export type ReportServices = PageServices & {
  readonly rulebook: Rulebook;
  readonly keyring: Keyring;
  readonly fetchPeer: PeerFetch;
  readonly printer: Pick<Printer, 'print'>;
};
