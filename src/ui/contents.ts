/**
 * Methods, models and data tell about themselves in English; here they take the page's language, on the page only:
 * worker and command line stay English.
 */
import { methods } from '../methods/registry';
import { datasets, models } from '../state/catalogue';
import { catalogue } from './language';

catalogue('methods', methods);
catalogue('models', models);
catalogue('datasets', datasets);
