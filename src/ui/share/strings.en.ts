/** Words of the share dialog, of what a link brings, and of the lite page. */
import type { LinkNote } from '../../state/state';

export const english = {
  open: 'Share',
  title: 'Share',
  text:
    'A link holds the whole page: model, data, method and every setting, with the seed. Whoever opens it gets ' +
    'the same run. Nothing is uploaded.',
  tabs: { label: 'Ways to share', link: 'Link', embed: 'Embed', adapter: 'Adapter' },

  link: {
    label: 'Link',
    copy: 'Copy the link',
    copied: 'Copied',
    copyFailed: 'The browser refused to copy: select the text and copy it by hand.',
    size: (characters: string) => `${characters} characters`,
    long: 'Some programs cut links of more than 2,000 characters: test it where you send it.',
    own: "Your own files don't travel in a link: who opens it gets bundled ones instead.",
    include: 'Put into the link',
    data: (size: string) => `your lines, ${size} characters: who opens the link can read them`,
    curve: (size: string) => `the curves of this run${size && `, ${size} characters`}`,
    noCurve: 'the curves of a run: train first',
    adapter: (size: string) => `the trained adapter${size && `, ${size} characters, rounded to 16 bits`}`,
    noAdapter: 'the trained adapter: train first',
    largeAdapter: 'the trained adapter is too large for a link: share it as a file, under Adapter',
    packing: 'Packing the adapter…',
  },
  qr: { label: 'QR code of the link', tooLong: 'Too long for a QR code: leave out the adapter or the curves.' },

  lesson: {
    open: 'For a class: hide or lock controls',
    text:
      "A locked control is shown but can't be changed. A hidden one is not shown. This is a help for a lesson, " +
      'not a protection: whoever edits the address can change it.',
    control: 'Control',
    lock: 'Lock',
    hide: 'Hide',
    all: 'all',
    none: 'none',
    lockOf: (control: string) => `Lock ${control}`,
    hideOf: (control: string) => `Hide ${control}`,
  },
  locked: 'Locked by the link that you opened',
  lockedBar: 'This link locks some controls.',

  embed: {
    text:
      'Put this where your page shows it. The lite form has only the diagram, the loss and play, with a link to ' +
      'the full page.',
    width: 'Width',
    height: 'Height',
    pixels: 'pixels',
    lite: 'Lite form',
    code: 'Code',
    copy: 'Copy the code',
    size: (low: number, high: number) => `A whole number from ${low} to ${high}.`,
    title: 'PEFT playground: fine-tuning a language model',
  },

  adapter: {
    save: 'Save the trained adapter',
    saveText: 'A zip with adapter_config.json and adapter_model.safetensors.',
    peft: 'Hugging Face PEFT loads it.',
    own: 'Our own format: this page and the command line load it.',
    download: 'Download the adapter',
    downloading: 'Writing…',
    saved: (name: string, size: string, step: string) => `${name}: ${size} of numbers, after ${step} steps.`,
    untrained: 'Nothing is trained yet: the adapter would change nothing. Press play first.',
    use: 'Use an adapter',
    useText:
      'From here, from Hugging Face PEFT or from AdapterHub, made for a model like the chosen one. The page ' +
      'takes over its method and settings; then try it, or train on from it.',
    drop: 'Drop the zip, the folder or the files, or choose them',
    reading: 'Reading the adapter…',
    using: (what: string) => `In use: ${what}.`,
  },
  held: {
    file: (file: string, kind: string, scalars: string) =>
      `Adapter from ${file}: ${kind}, ${scalars} numbers. Play trains on from it.`,
    link: (kind: string, scalars: string) =>
      `The link brought a trained adapter: ${kind}, ${scalars} numbers. Try it below; play trains on from it.`,
    foreign: (library: string, base: string) => (base ? `Made with ${library} for ${base}.` : `Made with ${library}.`),
    predicted: 'Now: the loaded adapter',
    written: 'With the loaded adapter',
    remove: 'Remove it',
  },

  recorded: (date: string, backend: string) =>
    `Shared by link: curves of a run of ${date}${backend && ` (${backend})`}, thinned and rounded. Press play ` +
    'to train it here.',

  notes: {
    label: 'About this link',
    dismiss: 'Dismiss',
    text: {
      newer: () =>
        'This link was made by a newer version of the page. What this version knows was taken over; for the ' +
        'rest, reload the page.',
      'too-long': () =>
        'This link is longer than any that this page makes, so only its settings were read. Ask for it again.',
      'bad-curve': () =>
        "The curves in this link can't be read: it was cut off or changed on the way. The settings were taken " +
        'over. Ask for the link again.',
      'adapter-waits': (detail) => detail,
      'bad-data': () =>
        "The data in this link can't be read: it was cut off or changed on the way. A bundled data set was taken " +
        'instead. Ask for the link again, or for the data as a file.',
      'bad-adapter': (detail) =>
        detail ||
        "The adapter in this link can't be read: it was cut off or changed on the way. The settings were taken " +
          'over. Ask for the link again, or for the adapter as a file.',
      missing: (detail) =>
        detail
          ? `This link names “${detail}”, which is not here. The usual choice was taken instead.`
          : 'This link names something that is not here. The usual choice was taken instead.',
      'own-model': () =>
        "This link was made with the sender's own model, which does not travel in a link. A bundled model was " +
        "taken instead; to use the sender's, ask for its files and bring them under Model.",
      'own-data': () =>
        "This link was made with the sender's own data, which does not travel in a link. A bundled data set " +
        "was taken instead; to use the sender's, ask for the file and bring it under Data.",
      told: (detail: string) => detail,
    } satisfies Record<LinkNote['code'], (detail: string) => string> as Record<
      LinkNote['code'],
      (detail: string) => string
    >,
  },

  lite: { full: 'Open the full page', title: 'PEFT playground, lite' },
};
