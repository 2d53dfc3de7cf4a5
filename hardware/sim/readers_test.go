package sim_test

import (
	"testing"

	"madoguchi/hardware/hardwaretest"
	"madoguchi/hardware/sim"
)

func TestReadersKeepTheContract(t *testing.T) {
	hardwaretest.RunReaders(t, func(*testing.T) hardwaretest.Bench {
		return sim.NewReaders("Operator Reader 00 00", "Customer Reader 01 00")
	})
}
