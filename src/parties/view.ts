import type { Connection } from '#store/connection.ts';
import type { Actor } from '#ledger/contract.ts';
import { PUBLIC_VIEWER, type Viewer } from '#statement/show.ts';
import { fromMicroseconds, toMicroseconds } from '#store/instant.ts';
import { type Selectable } from 'kysely';
import { ROLES, type Role } from './roles.ts';
import type { ContactChannel, PartyKind } from './statements.ts';
import type { PartyTables } from './tables.ts';
