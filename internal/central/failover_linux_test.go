package central_test

import (
	"context"
	"fmt"
	"strings"
	"syscall"
	"testing"

	"madoguchi/internal/central"
	"madoguchi/internal/central/centraltest"
	"madoguchi/internal/juki"
)

// twoServers is a city on a primary, with a standby that takes over.
func twoServers(t *testing.T) (c *city, standby *centraltest.Server) {
	t.Helper()
	c = newCity(t, ownServer(t, nil))
	standby, err := c.Server.Standby()
	must(t, err)
	t.Cleanup(func() { _ = standby.Close() })
	c.administer(c.Server) // the primary was stopped for a moment
	return c, standby
}

// administer connects the administrator to a server of the city.
func (c *city) administer(s *centraltest.Server) {
	c.t.Helper()
	owner, err := central.OpenOwner(c.t.Context(), s.OwnerURL(c.database))
	must(c.t, err)
	c.t.Cleanup(func() { _ = owner.Close(context.Background()) })
	c.owner = owner
}

// atBoth lets a terminal know both servers, the standby first.
func (x *terminal) atBoth(c *city, standby *centraltest.Server) {
	x.client.Settings.URL = fmt.Sprintf("postgres://%s@%s,%s/%s", x.name, standby.Address(), c.Address(), c.database)
}

// takeOver makes the standby the city's server; the primary stays dead.
func (c *city) takeOver(standby *centraltest.Server) {
	c.t.Helper()
	c.Server = standby
	c.sqlIn("postgres", "SELECT pg_promote()")
	c.administer(standby)
}

func (c *city) wholeAt(size int64) {
	c.t.Helper()
	verdicts, err := c.owner.Verify(c.t.Context(), nil)
	must(c.t, err)
	if len(verdicts) != 1 || verdicts[0].Problem != "" || verdicts[0].Size != size || verdicts[0].Dropped != 0 {
		c.t.Errorf("verified as %+v, wanted %d records", verdicts, size)
	}
}

// With a synchronous standby nothing that was acknowledged is lost when the primary dies in the middle of an upload.
func TestASynchronousStandbyTakesOver(t *testing.T) {
	c, standby := twoServers(t)
	must(t, c.Configure("synchronous_standby_names = '"+centraltest.StandbyName+"'"))
	must(t, c.Signal(syscall.SIGHUP))
	eventually(t, "the standby is synchronous", func() bool {
		return c.count("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == 1
	})
	x := c.newTerminal()
	x.atBoth(c, standby)
	x.work(t, 20_000, noon)
	acknowledged := int64(0)
	primary := c.Server
	x.client.Progress = func(p central.Progress) {
		if acknowledged = p.Stored; acknowledged == 10_000 {
			_ = primary.Signal(syscall.SIGQUIT)
		}
	}
	_, err := x.client.Upload(t.Context())
	expect(t, err, juki.CentralUnreachable)
	_ = primary.Kill()
	x.upload(t, juki.CentralUnreachable) // nobody writes yet: the standby alone is no server to upload to
	c.takeOver(standby)
	if n := c.count("SELECT count(*) FROM madoguchi.record"); n < acknowledged {
		t.Errorf("%d records were acknowledged, %d are there", acknowledged, n)
	}
	x.upload(t, "")
	if acknowledged < 10_000 {
		t.Error("the primary died before the upload began")
	}
	c.stored(x, int64(len(x.leaves))-1)
	c.wholeAt(int64(len(x.leaves)) - 1)
}

// An asynchronous standby may lack what the primary acknowledged. The terminal has it still and sends it again.
func TestWhatAnAsynchronousStandbyLacksComesAgain(t *testing.T) {
	c, standby := twoServers(t)
	x := c.newTerminal()
	x.atBoth(c, standby)
	x.work(t, 100, noon)
	x.upload(t, "")
	eventually(t, "the standby has followed", func() bool {
		return (&city{Server: standby, t: t, database: c.database}).count("SELECT count(*) FROM madoguchi.record") == 101
	})
	must(t, standby.Stop())
	x.work(t, 50, noon)
	x.upload(t, "")
	c.stored(x, 153)
	must(t, c.Kill())
	must(t, standby.Start())
	c.takeOver(standby)
	c.stored(x, 101)
	x.work(t, 5, noon)
	x.upload(t, "")
	c.stored(x, 160)
	c.wholeAt(160)
	if got := events(x.memoryLog); strings.Contains(got, "failed") {
		t.Errorf("recorded: %s", got)
	}
}
