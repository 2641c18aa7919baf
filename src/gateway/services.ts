import type { Authority, Ledger, Reader } from '#ledger/contract.ts';
import type { PrivateKey } from '#primitives/primitives.ts';
import type { Connection } from '#store/connection.ts';
import type { Gateway } from './gateway.ts';

/** What the mouths of this room stand on. */
export type GatewayServices = {
  readonly connection: Connection;
  readonly ledger: Ledger;
  readonly reader: Reader;
  readonly authority: Authority;
  readonly gateway: Gateway;
  readonly webhookKey: PrivateKey;
  readonly publicUrl: string;
  /** The desks' addresses with their parties; empty where no mail is taken. */
  readonly desks: ReadonlyMap<string, string>;
};
