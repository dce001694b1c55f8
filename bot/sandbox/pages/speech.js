// Which language a text is in, as far as its letters tell, so that it is read aloud and set as its own.

const SCRIPTS = [
  [/[ٹڈڑںےہھ]/u, "ur"],
  [/[پچژگکی]/u, "fa"],
  [/\p{Script=Arabic}/u, "ar"],
  [/\p{Script=Hebrew}/u, "he"],
  [/\p{Script=Devanagari}/u, "hi"],
  [/\p{Script=Bengali}/u, "bn"],
  [/\p{Script=Tamil}/u, "ta"],
  [/\p{Script=Telugu}/u, "te"],
  [/\p{Script=Malayalam}/u, "ml"],
  [/\p{Script=Gurmukhi}/u, "pa"],
  [/\p{Script=Sinhala}/u, "si"],
  [/\p{Script=Ethiopic}/u, "am"],
  [/\p{Script=Thai}/u, "th"],
  [/\p{Script=Hangul}/u, "ko"],
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, "ja"],
  [/\p{Script=Han}/u, "zh"],
  [/\p{Script=Cyrillic}/u, "ru"],
];

// Latin script tells no languages apart; the commonest little words do.
const LITTLE_WORDS = [
  [/\b(ang|mga|ng|ikaw|hindi|po|kung|iyong)\b/giu, "fil"],
  [/\b(yang|anda|tidak|dan|untuk|dengan|saya)\b/giu, "id"],
  [/\b(que|para|una|por|los|usted|está)\b/giu, "es"],
  [/\b(les|des|une|vous|est|pour|votre)\b/giu, "fr"],
  [/\b(the|and|you|your|is|to|of)\b/giu, "en"],
];

export function languageOf(text) {
  const letters = text.match(/\p{L}/gu) ?? [];
  const foreign = letters.filter((letter) => !/\p{Script=Latin}/u.test(letter));
  if (foreign.length * 2 > letters.length) {
    const known = SCRIPTS.find(([mark]) => foreign.some((letter) => mark.test(letter)));
    if (known) return known[1];
  }
  const counted = LITTLE_WORDS.map(([words, language]) => [(text.match(words) ?? []).length, language]);
  const [most, language] = counted.reduce((best, next) => (next[0] > best[0] ? next : best));
  return most > 0 ? language : "en";
}
