import { decoder, fixtureNames } from './methodCases';
import { methodMatrix } from './methodMatrix';

// Groups of shared layers are eight layers deep; ALBERT with one group stands for them.
methodMatrix(fixtureNames.filter((name) => !decoder(name) && name !== 'albert2-torchscript'));
