/** The three charts. Loaded on demand, so that the first screen does not wait for the chart library. */
import { LossChart } from './loss-chart';
import { MemoryChart } from './memory-chart';
import { ParametersChart } from './parameters-chart';

export default function Charts() {
  return (
    <>
      <LossChart />
      <ParametersChart />
      <MemoryChart />
    </>
  );
}
