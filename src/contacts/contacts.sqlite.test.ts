import { onSqlite } from '#testing/engines.ts';
import { contactsContract } from './contacts.contract.ts';

onSqlite('contacts', contactsContract);
