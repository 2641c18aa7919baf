import { gatewayTables } from '#gateway/tables.ts';
import { preferred } from '#http/language.ts';
import type { Connection } from '#store/connection.ts';
import type { Language } from '#texts/languages.ts';

type Header = { readonly key: string; readonly value: string };

/**
 * The language to answer a mail in: the one its sender asks for (Accept-Language, RFC 3282), else the one it is written
 * in; undefined where it tells neither, or none of ours.
 */
export function languageToldBy(headers: readonly Header[]): Language | undefined {
  const told = (name: string) => preferred(headers.find(({ key }) => key === name)?.value ?? '');
  return told('accept-language') ?? told('content-language');
}

export async function languageOfMail(connection: Connection, mail: string): Promise<Language | undefined> {
  const row = await gatewayTables(connection)
    .selectFrom('gateway_mail_language')
    .select('language')
    .where('mail', '=', mail)
    .executeTakeFirst();
  return row?.language;
}
