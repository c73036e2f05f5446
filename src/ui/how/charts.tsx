/** The three charts. Loaded on demand, so that the first screen does not wait for the chart library. */
import { BackdoorChart } from './backdoor-chart';
import { LossChart } from './loss-chart';
import { MemoryChart } from './memory-chart';
import { ParametersChart } from './parameters-chart';

export default function Charts() {
  return (
    <>
      <LossChart />
      <BackdoorChart />
      <ParametersChart />
      <MemoryChart />
    </>
  );
}
