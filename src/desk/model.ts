import type { Model } from '#ledger/contract.ts';
import { statementSearch } from './search-view.ts';

/** The desk says nothing itself: it finds what was said, and keeps how each person looks at it. */
export const deskModel: Model = { name: 'desk', types: [], rules: [], views: [statementSearch] };
