/** The six official languages of the United Nations, by BCP 47. */
export const LANGUAGES = ['ar', 'en', 'es', 'fr', 'ru', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

type LanguageFacts = {
  /** Its name in itself. */
  readonly name: string;
  readonly direction: 'ltr' | 'rtl';
  /**
   * The locale for dates and numbers. Calendar and digits are fixed, since the runtime's defaults differ by region: a
   * deadline is a Gregorian date everywhere, and the digits are those of telephone numbers, addresses, codes and times
   * to be typed, which stand beside it; two kinds of digits in one sentence would be read wrongly.
   */
  readonly locale: string;
};

export const LANGUAGE_FACTS: Readonly<Record<Language, LanguageFacts>> = {
  ar: { name: 'العربية', direction: 'rtl', locale: 'ar-u-ca-gregory-nu-latn' },
  en: { name: 'English', direction: 'ltr', locale: 'en-GB-u-ca-gregory-nu-latn' },
  es: { name: 'Español', direction: 'ltr', locale: 'es-u-ca-gregory-nu-latn' },
  fr: { name: 'Français', direction: 'ltr', locale: 'fr-u-ca-gregory-nu-latn' },
  ru: { name: 'Русский', direction: 'ltr', locale: 'ru-u-ca-gregory-nu-latn' },
  zh: { name: '中文', direction: 'ltr', locale: 'zh-Hans-u-ca-gregory-nu-latn' },
};

export function isLanguage(value: unknown): value is Language {
  return (LANGUAGES as readonly unknown[]).includes(value);
}
