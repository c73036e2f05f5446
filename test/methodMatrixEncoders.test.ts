import { decoder, fixtureNames } from './methodCases';
import { methodMatrix } from './methodMatrix';

methodMatrix(fixtureNames.filter((name) => !decoder(name)));
