import { onPostgres } from '#testing/engines.ts';
import { contactsContract } from './contacts.contract.ts';

await onPostgres('contacts', contactsContract);
