/**
 * Registers the English texts of what the page itself and its recordings tell; what else the worker tells is in
 * `workerMessages.ts`.
 */
import '../data/poisonMessages';
import '../methods/messages';
import '../methods/registry';
import '../runtime/messages';
import '../state/messages';
