/** What a model of one's own is called: what its config.json says, else the folder that its files lie in. */

/** Folders of a layout, which name nothing. */
const layout = new Set(['onnx', 'model', 'models', 'files', 'snapshots', '']);

const isHash = (text: string): boolean => /^[0-9a-f]{40}$/.test(text);

/** Name of the innermost folder of a path to a file or folder that says something. */
function folderName(path: string): string | undefined {
  return path
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => !/\.(onnx|onnx_data|json|txt|bin|safetensors|model|data)$/.test(part))
    .filter((part) => !layout.has(part) && part !== '.' && part !== '..' && !isHash(part))
    .at(-1);
}

/**
 * @param config the model's config.json
 * @param paths of its files, or of its folder, as they were given
 * @returns undefined where nothing names it
 */
export function modelName(
  config: Readonly<Record<string, unknown>> | undefined,
  paths: readonly string[],
): string | undefined {
  const told = config?._name_or_path;
  // A path on the exporter's disk names the model by its last folder.
  const name =
    typeof told === 'string' && told !== '' ? (/^[./~]|^[A-Za-z]:|\\/.test(told) ? folderName(told) : told) : undefined;
  return name ?? paths.map(folderName).find((folder) => folder !== undefined);
}
