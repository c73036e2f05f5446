/** The visitor's own files. */

/** Name under which `RunConfig.model` and `RunConfig.dataset` mean the files that the visitor brought. */
export const OWN = 'own';
