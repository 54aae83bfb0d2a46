// 另一种语言的验证器 — Go's own checks of transparency logs (golang.org/x/mod/sumdb) on what this platform writes.
//
// Reads one question a line, answers each with "yes" or "no":
//
//	note KEY FILE                                    the note in FILE is signed by KEY
//	inclusion INDEX SIZE LEAF ROOT HASH,HASH,...     hashes in base 64
//	consistency OLD NEW OLDROOT NEWROOT HASH,...
//	tiles FOLDER SIZE ROOT EVERY                     every EVERYth leaf is read through the tiles and checked
package main

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func hash(text string) (made tlog.Hash, err error) {
	raw, err := base64.StdEncoding.DecodeString(text)
	if err == nil && len(raw) != len(made) {
		err = fmt.Errorf("a hash has 32 bytes")
	}
	copy(made[:], raw)
	return made, err
}

func hashes(text string) (made []tlog.Hash, err error) {
	if text == "-" {
		return nil, nil
	}
	for _, one := range strings.Split(text, ",") {
		read, err := hash(one)
		if err != nil {
			return nil, err
		}
		made = append(made, read)
	}
	return made, nil
}

type folder string

func (folder) Height() int { return 8 }

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		// C2SP leaves out the height, which is always 8
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		raw, err := os.ReadFile(filepath.Join(string(f), path))
		if err != nil {
			return nil, err
		}
		found = append(found, raw)
	}
	return found, nil
}

func (folder) SaveTiles([]tlog.Tile, [][]byte) {}

func tiles(dir string, size int64, root tlog.Hash, every int64) error {
	reader := tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, folder(dir))
	for index := int64(0); index < size; index += every {
		if _, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, index)}); err != nil {
			return err
		}
		proof, err := tlog.ProveRecord(size, index, reader)
		if err != nil {
			return err
		}
		leaf, _ := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
		if err := tlog.CheckRecord(proof, size, root, index, leaf[0]); err != nil {
			return err
		}
	}
	return nil
}

func answer(words []string) (err error) {
	defer func() {
		if caught := recover(); caught != nil {
			err = fmt.Errorf("%v", caught)
		}
	}()
	if words[0] == "note" {
		verifier, err := note.NewVerifier(words[1])
		if err != nil {
			return err
		}
		raw, err := os.ReadFile(words[2])
		if err != nil {
			return err
		}
		_, err = note.Open(raw, note.VerifierList(verifier))
		return err
	}
	if words[0] == "tiles" {
		size, _ := strconv.ParseInt(words[2], 10, 64)
		every, _ := strconv.ParseInt(words[4], 10, 64)
		root, err := hash(words[3])
		if err != nil {
			return err
		}
		return tiles(words[1], size, root, every)
	}
	first, err := strconv.ParseInt(words[1], 10, 64)
	if err != nil {
		return err
	}
	second, err := strconv.ParseInt(words[2], 10, 64)
	if err != nil {
		return err
	}
	one, err := hash(words[3])
	if err != nil {
		return err
	}
	other, err := hash(words[4])
	if err != nil {
		return err
	}
	path, err := hashes(words[5])
	if err != nil {
		return err
	}
	if words[0] == "inclusion" {
		return tlog.CheckRecord(path, second, other, first, one)
	}
	return tlog.CheckTree(path, second, other, first, one)
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	said := bufio.NewWriter(os.Stdout)
	defer said.Flush()
	for lines.Scan() {
		if err := answer(strings.Fields(lines.Text())); err != nil {
			fmt.Fprintln(said, "no", err)
		} else {
			fmt.Fprintln(said, "yes")
		}
	}
}
