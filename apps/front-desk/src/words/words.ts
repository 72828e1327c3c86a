import { english, type Words } from './english.ts';

/** Another language is another object of the same shape; the type checker names what it misses. */
const catalogues: Record<string, Words> = { en: english };

function forBrowser(): Words {
  const preferred = typeof navigator === 'undefined' ? [] : navigator.languages;
  for (const language of preferred) {
    const found = catalogues[language.split('-')[0] ?? ''];
    if (found !== undefined) return found;
  }
  return english;
}

/** Every word on screen comes from here. */
export const words: Words = forBrowser();
