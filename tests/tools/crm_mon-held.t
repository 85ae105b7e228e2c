What holds a partition of the profile two-node back is shown, and who let it go without proof

cib: held.xml
  $ crm_mon -1 | sed -n '/configured/,/Node List/p'
    * 2 nodes configured
    * 1 resource instance configured
  
                *** The cluster does not act ***
    nothing is started until it is proven that n2 can be fenced
  
  Node List:
  $ crm_mon -1 -A | grep -c held
  0
  [1]
  $ sed -i 's/name="#held"/name="colour"/; s/<!--waiver-->/<nvpair id="w" name="fencing-waiver" value="jo 2026-11-28 no PDU yet"\/>/' "$CIB_file"
  $ crm_mon -1 | grep -e 'not act' -e waived
    * Services start although fencing may be unproven, as was waived by jo 2026-11-28 no PDU yet
  $ sed -i 's/value="two-node"/value="none"/' "$CIB_file"
  $ crm_mon -1 | grep -e 'not act' -e waived
  [1]
