// Which language a text is in and which way it runs, so that it is read aloud and laid out as its own.

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

const FIRST_STRONG = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\u200f]|[\p{L}\u200e]/u;
const RTL = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\u200f]/u;

export function languageOf(text) {
  const letters = text.match(/\p{L}/gu) ?? [];
  for (const [mark, language] of SCRIPTS) {
    const found = letters.some((letter) => mark.test(letter));
    if (found && share(letters, language) > 0.4) return language;
  }
  const counted = LITTLE_WORDS.map(([words, language]) => [(text.match(words) ?? []).length, language]);
  const [most, language] = counted.reduce((best, next) => (next[0] > best[0] ? next : best));
  return most > 0 ? language : "en";
}

function share(letters, language) {
  const latin = letters.filter((letter) => /\p{Script=Latin}/u.test(letter)).length;
  return language === "en" ? 0 : 1 - latin / letters.length;
}

export function runsRightToLeft(text) {
  const strong = text.match(FIRST_STRONG);
  return strong !== null && RTL.test(strong[0]);
}
