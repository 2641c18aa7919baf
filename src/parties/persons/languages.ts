import type { Connection } from '#store/connection.ts';
import { declareTables, text } from '#store/declared-tables.ts';
import type { Language } from '#texts/languages.ts';

const TABLES = declareTables({
  person_language: { columns: { person: 'text', language: text<Language>() } },
});

export const LANGUAGE_TABLES = TABLES.asSet('languages');

/** The language in which a person reads pages and mail; undefined until one is chosen. */
export async function languageOfPerson(connection: Connection, person: string): Promise<Language | undefined> {
  const row = await TABLES.in(connection)
    .selectFrom('person_language')
    .select('language')
    .where('person', '=', person)
    .executeTakeFirst();
  return row?.language;
}

export async function keepLanguage(connection: Connection, person: string, language: Language): Promise<void> {
  await TABLES.in(connection)
    .insertInto('person_language')
    .values({ person, language })
    .onConflict((conflict) => conflict.column('person').doUpdateSet({ language }))
    .execute();
}
