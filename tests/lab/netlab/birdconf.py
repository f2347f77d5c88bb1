"""The bird.conf of the instances, as the guide writes it in the dialect of each version, and the router's."""

from . import plan


def instance_files(instance, password):
    """{file name below /etc: text}"""
    if instance.understudyd:
        text = _bird2(instance, password) if instance.dialect == 2 else _bird1_ipv4(instance, password)
        return {"understudyd.conf": text.replace("/var/log/bird.log", "/var/log/understudyd.log")}
    if instance.dialect == 2:
        return {"bird/bird.conf": _bird2(instance, password)}
    files = {"bird/bird.conf": _bird1_ipv4(instance, password)}
    if instance.dual:
        files["bird/bird6.conf"] = _bird1(instance, password, "bird6.log", instance.address6, plan.NEIGHBOR6,
                                     "    next hop self;\n")
    return files


def _export(tier, indent):
    if tier == 0:
        return f"{indent}export all;\n"
    prepends = "".join(f"{indent}    bgp_path.prepend({plan.LOCAL_AS});\n" for _ in range(tier))
    return f"{indent}export filter {{\n{prepends}{indent}    accept;\n{indent}}};\n"


def _bird1_ipv4(instance, password):
    return _bird1(instance, password, "bird.log", instance.address4, plan.NEIGHBOR4, "")


def _bird1(instance, password, log, source, neighbor, next_hop):
    return f"""log "/var/log/{log}" all;

router id {instance.address4};

protocol kernel {{
    scan time 60;
    import none;
}}

protocol device {{
    scan time 60;
}}

protocol direct
{{
    interface "dummy1";
}}

protocol bgp vultr
{{
    local as {plan.LOCAL_AS};
    source address {source};
    import none;
{_export(instance.tier, "    ")}    graceful restart on;
{next_hop}    multihop 2;
    neighbor {neighbor} as {plan.CLOUD_AS};
    password "{password}";
}}
"""


def _bird2(instance, password):
    families = ["ipv4"] + (["ipv6"] if instance.dual else [])
    text = f"""log "/var/log/bird.log" all;

router id {instance.address4};

protocol device {{
    scan time 60;
}}

protocol direct
{{
    {"; ".join(families)};
    interface "dummy1";
}}
"""
    for family in families:
        text += f"""
protocol kernel {{
    scan time 60;
    {family} {{ import none; }};
}}
"""
    text += _bgp2(instance, password, "vultr", "ipv4", instance.address4, plan.NEIGHBOR4)
    if instance.dual:
        text += _bgp2(instance, password, "vultr6", "ipv6", instance.address6, plan.NEIGHBOR6)
    return text


def _bgp2(instance, password, name, family, source, neighbor):
    next_hop = "        next hop self;\n" if family == "ipv6" else ""
    return f"""
protocol bgp {name}
{{
    local as {plan.LOCAL_AS};
    source address {source};
    graceful restart on;
    multihop 2;
    neighbor {neighbor} as {plan.CLOUD_AS};
    password "{password}";

    {family} {{
        import none;
{_export(instance.tier, "        ")}{next_hop}    }};
}}
"""


def router_file(instances, password, hold):
    """The cloud's side. It calls soon and again and again, so that sessions come up fast without touching the
    instances' configuration, which stays the guide's."""
    hold_line = f"    hold time {hold};\n" if hold else ""
    text = f"""log "/var/log/bird.log" all;

router id {plan.NEIGHBOR4};

protocol device {{ scan time 10; }}

# Next hops resolve through the instances' network.
protocol direct {{
    ipv4;
    ipv6;
    interface "lan";
}}

protocol kernel {{
    merge paths on;
    ipv4 {{ import none; export where source = RTS_BGP; }};
}}

protocol kernel {{
    merge paths on;
    ipv6 {{ import none; export where source = RTS_BGP; }};
}}

template bgp instance4 {{
    local {plan.NEIGHBOR4} as {plan.CLOUD_AS};
    multihop 2;
{hold_line}    connect delay time 1;
    connect retry time 2;
    error wait time 1, 2;
    password "{password}";
    ipv4 {{ import where net ~ [ {plan.RESERVED4}+ ]; export none; }};
}}

template bgp instance6 {{
    local {plan.NEIGHBOR6} as {plan.CLOUD_AS};
    multihop 2;
{hold_line}    connect delay time 1;
    connect retry time 2;
    error wait time 1, 2;
    password "{password}";
    ipv6 {{ import where net ~ [ {plan.RESERVED6}+ ]; export none; }};
}}

"""
    for instance in instances:
        text += f"protocol bgp {instance.name}_v4 from instance4 {{ neighbor {instance.address4} as {plan.LOCAL_AS}; }}\n"
        if instance.dual:
            text += f"protocol bgp {instance.name}_v6 from instance6 {{ neighbor {instance.address6} as {plan.LOCAL_AS}; }}\n"
    return text
