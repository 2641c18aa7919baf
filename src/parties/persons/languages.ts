import { privateTables } from '#parties/private-tables.ts';
import type { Connection } from '#store/connection.ts';
import type { Language } from '#texts/languages.ts';

type LanguageTables = { person_language: { person: string; language: Language } };

export const LANGUAGE_TABLES = privateTables('languages', {
  person_language: { columns: { person: 'text', language: 'text' } },
});

/** The language in which a person reads pages and mail; undefined until one is chosen. */
export async function languageOfPerson(connection: Connection, person: string): Promise<Language | undefined> {
  const row = await connection
    .$extendTables<LanguageTables>()
    .selectFrom('person_language')
    .select('language')
    .where('person', '=', person)
    .executeTakeFirst();
  return row?.language;
}

export async function keepLanguage(connection: Connection, person: string, language: Language): Promise<void> {
  await connection
    .$extendTables<LanguageTables>()
    .insertInto('person_language')
    .values({ person, language })
    .onConflict((conflict) => conflict.column('person').doUpdateSet({ language }))
    .execute();
}
