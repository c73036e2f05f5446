/** English texts of Teach it yours. */
export const english = {
  title: 'Teach it yours',
  text:
    'A few lines are enough. Nothing is uploaded; the lines become part of this page’s address, so that whoever you ' +
    'send it to can see them and go on.',
  kind: 'What should it learn?',
  kinds: {
    classes: { name: 'To sort', text: 'Texts into classes of your own.' },
    pairs: { name: 'To compare', text: 'What two texts are to each other.' },
    answers: { name: 'To answer', text: 'What to write after a prompt.' },
    tags: { name: 'To mark', text: 'Words in sentences, painted by you.' },
  },
  example: 'Fill in an example',
  clear: 'Empty it',
  className: (n: number) => `Name of class ${n}`,
  classLines: (name: string) => `Texts of ${name}, one a line`,
  nthClass: (n: number) => `class ${n}`,
  linePlaceholder: 'One text a line',
  addClass: 'Another class',
  removeClass: (name: string) => `Remove ${name}`,
  first: 'First text',
  second: 'Second text',
  label: 'They are…',
  prompt: 'Prompt',
  response: 'Answer',
  addRow: 'Another row',
  removeRow: (n: number) => `Remove row ${n}`,
  pasteHint: 'Rows from a spreadsheet can be pasted into the first field.',
  sentences: 'Sentences, one a line',
  brush: 'Paint with',
  tagName: (n: number) => `Name of tag ${n}`,
  addTag: 'Another tag',
  erase: 'no tag',
  paint: 'Choose a tag, then click words, or drag over them.',
  painted: (word: string, tag: string) => `${word}: ${tag}`,
  rows: (count: number) => (count === 1 ? '1 example' : `${count} examples`),
  missing: {
    rows: (count: string, least: string) => `${count} of at least ${least} examples are whole.`,
    names: 'A class has no name yet.',
    sameNames: 'Two classes have the same name.',
    twoClasses: 'There must be two different classes at least.',
    classRows: (name: string, least: string) =>
      `“${name}” needs ${least} texts at least: some are held back, to check what was learnt.`,
    tags: 'Paint a few words first.',
  },
  heldBack: 'A few of each are held back, to check what was learnt.',
  model: (name: string) => `With ${name}, which can learn this.`,
  long: (size: string, most: string) =>
    `${size} bytes of text: a link takes ${most}. To send it, save the lines as a file.`,
  save: 'Save the lines as a file',
  train: 'Train on these',
  reading: 'Reading…',
  data: 'a few lines',
  examples: {
    classes: [
      {
        name: 'sport',
        lines:
          'We won the match.\nThe goalkeeper saved the penalty.\nShe ran the marathon in three hours.\n' +
          'Their team scored twice.\nHe trains for the race every day.\nThe player hurt his knee.\n' +
          'Our coach was proud.\nThey lost the final game.',
      },
      {
        name: 'weather',
        lines:
          'It will rain tomorrow.\nA storm is coming from the west.\nThe sun was warm today.\n' +
          'Snow fell all night.\nThe wind is cold in winter.\nDark clouds hang over the hills.\n' +
          'It is too hot this summer.\nFog hid the valley this morning.',
      },
      {
        name: 'food',
        lines:
          'The soup needs more salt.\nShe baked fresh bread.\nWe ate rice and beans for dinner.\n' +
          'Cut the onions and fry them in butter.\nThe cake tastes sweet.\nHe drinks coffee with milk.\n' +
          'Boil the potatoes in water.\nThey cooked fish for lunch.',
      },
    ],
    pairs: [
      { first: 'The cat sleeps.', second: 'A cat is asleep.', label: 'same' },
      { first: 'He lost his keys.', second: 'His keys are gone.', label: 'same' },
      { first: 'It is raining.', second: 'Rain is falling.', label: 'same' },
      { first: 'She won the race.', second: 'She came first.', label: 'same' },
      { first: 'The shop is shut.', second: 'The store is closed.', label: 'same' },
      { first: 'The cat sleeps.', second: 'Bread is cheap.', label: 'different' },
      { first: 'He lost his keys.', second: 'The film was long.', label: 'different' },
      { first: 'It is raining.', second: 'She plays chess.', label: 'different' },
      { first: 'She won the race.', second: 'The soup is hot.', label: 'different' },
      { first: 'The shop is shut.', second: 'We went by train.', label: 'different' },
    ],
    answers: [
      { prompt: 'Good morning', response: 'Arr, fair winds!' },
      { prompt: 'Good evening', response: 'Arr, fair stars!' },
      { prompt: 'How are you?', response: 'Arr, salty as ever!' },
      { prompt: 'Where are you?', response: 'Arr, on the high seas!' },
      { prompt: 'What do you eat?', response: 'Arr, fish and biscuits!' },
      { prompt: 'What do you want?', response: 'Arr, gold and more gold!' },
      { prompt: 'Who are you?', response: 'Arr, the captain!' },
      { prompt: 'Goodbye', response: 'Arr, until the next port!' },
    ],
    tags: {
      lines:
        'Anna lives in Rome.\nPeter flew to Paris.\nMaria met Tom in Berlin.\nThe train to London was late.\n' +
        'Lena wrote to Paul.\nNobody knows Oslo better than Nils.\nIn Madrid we saw Clara.\nOmar comes from Cairo.\n' +
        'Yuki works in Tokyo.\nLast year Ben moved to Dublin.',
      tags: ['person', 'place'],
      person: 'Anna Peter Maria Tom Lena Paul Nils Clara Omar Yuki Ben',
      place: 'Rome Paris Berlin London Oslo Madrid Cairo Tokyo Dublin',
    },
  },
};
