What is called *.bz2 is packed, as the policy engine's saved inputs are: read by all tools, and kept packed

cib: strict.xml
  $ python3 -c 'import bz2, os; open("in.bz2", "wb").write(bz2.compress(open(os.environ["CIB_file"], "rb").read()))'
  $ crm_simulate -x in.bz2 >packed; crm_simulate -x $CIB_file >plain; cmp packed plain; head -2 packed
  Current cluster status:
    * Node List:
  $ crm_verify -x in.bz2
  $ CIB_file=in.bz2 crm_attribute -t crm_config -n packed -v yes
  $ python3 -c 'import bz2; print(bz2.open("in.bz2").read().count(b"name=\"packed\""))'
  1
  $ CIB_file=in.bz2 crm_attribute -t crm_config -n packed -G -q
  yes
  $ head -c 100 in.bz2 >cut.bz2; crm_simulate -x cut.bz2
  crm_simulate: cut.bz2 can't be read (it is not what bzip2 packs, or only a part of it)
  [66]
  $ echo '<cib/>' >none.bz2; crm_verify -x none.bz2
  crm_verify: Couldn't parse input file: none.bz2
  none.bz2 can't be read (it is not what bzip2 packs, or only a part of it)
  [1]
  $ crm cib import in.bz2 shadow-of-it; CIB_shadow=shadow-of-it cibadmin -Q -A "//nvpair[@name='packed']"
  <nvpair id="cib-bootstrap-options-packed" name="packed" value="yes"/>
