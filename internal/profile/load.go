package profile

import (
	"fmt"
	"slices"
	"strings"

	"madoguchi/assets"
)

const folder = "profiles"

// Names lists the profiles that ship with the program.
func Names() []string {
	var names []string
	files, err := assets.Profiles.ReadDir(folder)
	if err != nil {
		return nil // the folder is part of the program
	}
	for _, f := range files {
		names = append(names, strings.TrimSuffix(f.Name(), ".toml"))
	}
	return names
}

// Load reads a profile that ships with the program, by its name. A city's own file goes to Parse. It fails for a name that is
// not among Names.
func Load(name string) (Profile, error) {
	if !slices.Contains(Names(), name) {
		return Profile{}, fmt.Errorf("there is no regulation profile %.40q; there are %s", name, strings.Join(Names(), ", "))
	}
	data, err := assets.Profiles.ReadFile(folder + "/" + name + ".toml")
	if err != nil {
		return Profile{}, fmt.Errorf("regulation profile %s: %w", name, err)
	}
	p, err := Parse(data)
	if err != nil {
		return Profile{}, fmt.Errorf("regulation profile %s: %w", name, err)
	}
	return p, nil
}
